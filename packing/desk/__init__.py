"""Documents of packing for pages: labels and manifests as PDF."""
