// The map of an assessment: the same shapes, bands and hatching as the picture that stands where this script does not run.
const page = document.querySelector("[data-map]");
const drawing = JSON.parse(document.getElementById("map-drawing").textContent);
const still = page.querySelector("[data-map-still]");
const live = page.querySelector("[data-map-live]");
const side = page.querySelector("[data-map-side]");
const said = page.querySelector("[data-map-said]");
const choice = page.querySelector("select");

const INK = "#0b0c0c", GREY = "#3D3D3D", WHITE = "#ffffff";
const NO_DATA = "no data", HIDDEN = "hidden to protect people";

function hatching(kind, scale) {
  const size = 8 * scale, canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = WHITE;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = GREY;
  if (kind === HIDDEN) {
    for (const [x, y] of [[2, 2], [6, 6]]) { pen.beginPath(); pen.arc(x, y, 1.3, 0, 7); pen.fill(); }
  } else {
    pen.lineWidth = 1.1;
    for (const [x, y] of [[-2, 10], [-2, 2], [6, 10]]) { pen.beginPath(); pen.moveTo(x, y); pen.lineTo(x + 12, y - 12); pen.stroke(); }
  }
  return pen.getImageData(0, 0, size, size);
}

function boundsOf(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
    } else part.forEach(walk);
  };
  features.forEach((feature) => walk(feature.geometry.coordinates));
  return box;
}

function styleOf(shapes) {
  const shown = ["has", "code"], banded = ["all", shown, ["!=", ["get", "band"], null]];
  const colour = ["match", ["get", "band"], ...drawing.bands.flatMap((band, number) => [number, band.colour]), WHITE];
  return {
    version: 8,
    sources: { places: { type: "geojson", data: shapes } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": WHITE } },
      { id: "places", type: "fill", source: "places", filter: banded, paint: { "fill-color": colour, "fill-antialias": false } },
      { id: "hatched", type: "fill", source: "places", filter: ["all", shown, ["==", ["get", "band"], null]], paint: { "fill-color": WHITE } },
      { id: "borders", type: "line", source: "places", filter: shown, paint: { "line-color": WHITE, "line-width": 0.8 } },
      { id: "halo", type: "line", source: "places", filter: ["has", "outline"], layout: { "line-join": "round" }, paint: { "line-color": WHITE, "line-width": 5 } },
      { id: "clusters", type: "line", source: "places", filter: ["has", "outline"], layout: { "line-join": "round" }, paint: { "line-color": INK, "line-width": 2.6 } },
      { id: "chosen", type: "line", source: "places", filter: ["==", ["get", "code"], ""], layout: { "line-join": "round" }, paint: { "line-color": "#801650", "line-width": 4 } },
    ],
  };
}

// a town whose name would lie on another's is left unnamed until there is room
function thinTowns() {
  const taken = [];
  for (const town of page.querySelectorAll(".wm-town")) {
    const box = town.getBoundingClientRect();
    const crowded = taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    town.classList.toggle("wm-crowded", crowded);
    if (!crowded) taken.push(box);
  }
}

async function begin() {
  const [library, answer] = await Promise.all([import(page.dataset.library), fetch(page.dataset.shapes)]);
  if (!answer.ok) return;
  const shapes = await answer.json();
  const places = new Map(shapes.features.filter((feature) => feature.properties.code).map((feature) => [feature.properties.code, feature]));
  const everything = boundsOf(shapes.features);
  live.hidden = side.hidden = false;
  library.setWorkerUrl(new URL(page.dataset.worker, document.baseURI).href);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new library.Map({
    container: page.querySelector("[data-map-canvas]"), style: styleOf(shapes), bounds: everything, fitBoundsOptions: { padding: 20 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false, maxZoom: 16,
    cooperativeGestures: true, locale: { "Map.Title": page.querySelector("[data-map-still]").getAttribute("aria-label") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({ unit: "metric" }));
  // the towns of the busiest places first, so that theirs are the names that stay where names crowd
  const busiest = drawing.listed.map((code) => places.get(code)?.properties.name ?? "");
  const rank = (label) => { const at = busiest.findIndex((name) => name.startsWith(label.text)); return at < 0 ? busiest.length : at; };
  for (const label of drawing.labels.sort((a, b) => rank(a) - rank(b))) {
    const town = Object.assign(document.createElement("span"), { className: "wm-town", textContent: label.text });
    new library.Marker({ element: town, anchor: "top", offset: [0, -3] }).setLngLat(label.at).addTo(map);
    for (const name of ["aria-label", "role", "tabindex"]) town.removeAttribute(name);
    town.setAttribute("aria-hidden", "true");
  }
  map.on("moveend", thinTowns);
  const popup = new library.Popup({ closeButton: true, focusAfterOpen: false, maxWidth: "20rem" });

  function choose(code, where) {
    const place = places.get(code);
    choice.value = place ? code : "";
    map.setFilter("chosen", ["==", ["get", "code"], place ? code : ""]);
    if (!place) {
      popup.remove();
      said.textContent = "";
      map.fitBounds(everything, { padding: 20, animate: !calm });
      return;
    }
    said.textContent = place.properties.words;
    const box = boundsOf([place]);
    if (!where) map.fitBounds(box, { padding: 80, maxZoom: 13, animate: !calm });
    popup.setLngLat(where ?? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]).setText(place.properties.words).addTo(map);
  }

  for (const layer of ["places", "hatched"]) {
    map.on("click", layer, (event) => choose(event.features[0].properties.code, event.lngLat));
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  for (const { code, name } of drawing.places) choice.add(new Option(`${name} (${code})`, code));
  choice.addEventListener("change", () => choose(choice.value));
  const listed = page.querySelector("[data-map-listed]");
  for (const code of drawing.listed.filter((one) => places.has(one))) {
    const { name, text } = places.get(code).properties;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${name}: ${text}` });
    button.addEventListener("click", () => choose(code));
    listed.appendChild(document.createElement("li")).appendChild(button);
  }
  for (const swatch of page.querySelectorAll("[data-hatch]")) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
    const pen = canvas.getContext("2d"), tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    tile.getContext("2d").putImageData(hatching(swatch.dataset.hatch, 1), 0, 0);
    pen.fillStyle = pen.createPattern(tile, "repeat");
    pen.fillRect(0, 0, 20, 20);
    swatch.appendChild(canvas);
  }
  map.once("load", () => {
    for (const kind of [NO_DATA, HIDDEN]) map.addImage(kind, hatching(kind, 2), { pixelRatio: 2 });
    map.setPaintProperty("hatched", "fill-pattern", ["match", ["get", "state"], HIDDEN, HIDDEN, NO_DATA]);
    still.hidden = true;
    page.classList.add("wm-is-live");
    map.resize();
    map.fitBounds(everything, { padding: 20, animate: false });
    thinTowns();
    page.dataset.ready = "yes";
  });
}

// where the map cannot be drawn (no WebGL, say) the picture and the table stay
begin().catch(() => { live.hidden = side.hidden = true; still.hidden = false; });
