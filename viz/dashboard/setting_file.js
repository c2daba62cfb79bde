// The browser's own choice of a file; its text is sent, of a long one no more than shows that it is too long.
export default {
  render({ model, el }) {
    const label = document.createElement("label"), input = document.createElement("input");
    label.className = "opens";
    label.textContent = model.get("label");
    input.type = "file";
    label.append(input);
    el.append(label);
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      const text = await file.slice(0, model.get("most") + 1).text();
      model.set("chosen", JSON.stringify({ name: file.name, text, time: Date.now() }));
      model.save_changes();
      input.value = "";
    });
  },
};
