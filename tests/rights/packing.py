"""Who may open the addresses of packing (see rights/__init__.py)."""

TABLE = {
    "label": "bench paper",
    "manifest": "bench paper",
    "manifests": "AMO",
    "desk_manifest": "AMO",
    "commit_batches": "AMO",
    "batch_paper": "AMO",
    "renumber": "AMO",
}
