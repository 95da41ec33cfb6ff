// Tells a file that is too large before it is sent; the server and nginx refuse it all the same.
for (const form of document.querySelectorAll("[data-upload-limit]")) {
  const told = form.querySelector("[data-upload-refused]");
  const input = form.querySelector("input[type=file]");
  const judge = () => {
    const bytes = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
    told.hidden = bytes <= Number(form.dataset.uploadLimit) * 1000000;
    return told.hidden;
  };
  input.addEventListener("change", judge);
  form.addEventListener("submit", (event) => {
    if (!judge()) {
      event.preventDefault();
    }
  });
}
