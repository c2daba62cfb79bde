// Draws a Plotly figure in its column, updates it in place, tells what was clicked, saves it as SVG.
// Plotly comes from the server itself: no request leaves the machine.
const load = () => (window.__plotly ??= new Promise((ok, bad) =>
  window.requirejs(["/static/assets/plotly.min.js"], (p) => ok(p ?? window.Plotly), bad)));

export default {
  async render({ model, el }) {
    const Plotly = await load();
    const box = document.createElement("div");
    el.style.width = "100%";
    box.style.width = "100%";
    el.appendChild(box);
    const describe = () => {
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", model.get("label"));
    };
    let drawing = Promise.resolve();
    const draw = () => {
      drawing = drawing.then(() => {
        const figure = JSON.parse(model.get("figure"));
        if (!figure.layout) return;
        const { height, ...layout } = figure.layout;
        box.style.height = (height ?? 320) + "px";
        return Plotly.react(box, figure.data, { ...layout, autosize: true },
          { responsive: true, displaylogo: false, displayModeBar: false });
      }).catch((error) => console.error("plotly", error));
      return drawing;
    };
    describe();
    model.on("change:figure", draw); // before the first drawing: what changes while Plotly loads is drawn too
    await draw();
    box.on("plotly_click", (event) => {
      const point = event.points[0];
      const key = point.customdata ?? point.pointNumber ?? point.pointIndex;
      model.set("clicked", JSON.stringify({ key: Array.isArray(key) ? key[0] : key, time: Date.now() }));
      model.save_changes();
    });
    model.on("change:label", describe);
    model.on("change:saves", () => Plotly.downloadImage(box, {
      format: "svg", filename: model.get("name"), width: box.clientWidth, height: box.clientHeight,
    }));
    const watch = new ResizeObserver(() => { if (box.clientWidth) Plotly.Plots.resize(box); });
    watch.observe(box);
    return () => { watch.disconnect(); Plotly.purge(box); };
  },
};
