// The picture of the network as a file: SVG written from what is on the screen, or PNG drawn from the same, with names and a legend.

import { fontOf, isHebrew, drawName } from "./network-names.js";
import { outline } from "./network-shapes.js";

const LEGEND = 34;
const FOOT = 26;
const SHARP = 2;

// The whole as SVG. scene: as drawing().scene() gives it. legend: [{ color, shape | "line", name }]. title, credit: texts. rtl: reading direction.
export function svg(scene, { legend, title, credit, rtl, language }) {
  const { width, height, colours } = scene;
  const rows = legendRows(legend, width);
  const whole = height + rows.length * LEGEND + FOOT;
  const of = (value) => Math.round(value * 10) / 10;
  const lines = scene.lines.map(({ from, to, color, width: wide }) => `<path d="M${of(from.x)} ${of(from.y)}L${of(to.x)} ${of(to.y)}" stroke="${color}" stroke-width="${of(wide)}"/>`);
  const marks = scene.marks.map(({ x, y, radius, color, shape }) => `<path d="${outline(shape, x, y, radius)}" fill="${color}"/>`);
  const names = scene.names.map(({ text, x, y, size, strong }) => {
    const family = strong ? "Rubik, Assistant, sans-serif" : "Assistant, sans-serif";
    const direction = isHebrew(text) ? ' direction="rtl"' : "";
    return `<text x="${of(x)}" y="${of(y)}" font-family="${family}" font-size="${of(size)}" font-weight="${strong ? 600 : 500}"${direction}>${escaped(text)}</text>`;
  });
  const keys = placedLegend(rows, height, width, rtl).map(({ x, y, textX, color, shape, name }) => {
    const sign = shape === "line" ? `<path d="M${x} ${y}h18" stroke="${color}" stroke-width="3"/>` : `<path d="${outline(shape, x + 9, y, 7)}" fill="${color}"/>`;
    return `${sign}<text x="${of(textX)}" y="${y + 5}" text-anchor="${rtl ? "end" : "start"}">${escaped(name)}</text>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${of(whole)}" width="${width}" height="${of(whole)}" role="img" xml:lang="${escaped(language)}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${of(whole)}" fill="${colours.paper}"/>
<clipPath id="view"><rect width="${width}" height="${height}"/></clipPath>
<g clip-path="url(#view)">
<g fill="none">${lines.join("\n")}</g>
<g>${marks.join("\n")}</g>
<g text-anchor="middle" fill="${colours.ink}" stroke="${colours.paper}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${names.join("\n")}</g>
</g>
<g fill="${colours.ink}" font-family="Assistant, sans-serif" font-size="14">${keys.join("\n")}
<text x="${rtl ? width - 16 : 16}" y="${of(whole - 10)}" text-anchor="${rtl ? "end" : "start"}" fill="${colours.soft}" font-size="12">${escaped(credit)}</text></g>
</svg>
`;
}

// The whole as PNG; resolves to a Blob.
export async function png(scene, { legend, credit, rtl }) {
  const { width, height, colours } = scene;
  const rows = legendRows(legend, width);
  const whole = height + rows.length * LEGEND + FOOT;
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARP, height: Math.ceil(whole * SHARP) });
  const context = canvas.getContext("2d");
  context.scale(SHARP, SHARP);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, width, whole);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  for (const { from, to, color, width: wide } of scene.lines) line(context, from.x, from.y, to.x, to.y, color, wide);
  for (const { x, y, radius, color, shape } of scene.marks) mark(context, outline(shape, x, y, radius), color);
  for (const name of scene.names) drawName(context, name, colours);
  context.restore();
  context.textAlign = rtl ? "right" : "left";
  context.direction = rtl ? "rtl" : "ltr";
  context.font = "14px Assistant, sans-serif";
  for (const { x, y, textX, color, shape, name } of placedLegend(rows, height, width, rtl)) {
    if (shape === "line") line(context, x, y, x + 18, y, color, 3);
    else mark(context, outline(shape, x + 9, y, 7), color);
    context.fillStyle = colours.ink;
    context.fillText(name, textX, y + 5);
  }
  context.fillStyle = colours.soft;
  context.font = "12px Assistant, sans-serif";
  context.fillText(credit, rtl ? width - 16 : 16, whole - 10);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png"));
}

// Hands a file to the reader.
export function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function line(context, x, y, endX, endY, color, wide) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(endX, endY);
  context.strokeStyle = color;
  context.lineWidth = wide;
  context.stroke();
}

function mark(context, path, color) {
  context.fillStyle = color;
  context.fill(new Path2D(path));
}

// The legend in rows that fit the width: [[{ …entry, wide }]].
function legendRows(legend, width) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = fontOf(14, false).replace("500", "400");
  const rows = [[]];
  let used = 16;
  for (const entry of legend) {
    const wide = 26 + context.measureText(entry.name).width + 22;
    if (used + wide > width && rows.at(-1).length) {
      rows.push([]);
      used = 16;
    }
    rows.at(-1).push({ ...entry, wide });
    used += wide;
  }
  return rows;
}

function placedLegend(rows, height, width, rtl) {
  return rows.flatMap((row, number) => {
    let used = 16;
    return row.map(({ wide, ...entry }) => {
      const x = Math.round(rtl ? width - used - 18 : used);
      used += wide;
      return { ...entry, x, y: height + number * LEGEND + LEGEND / 2, textX: rtl ? x - 8 : x + 26 };
    });
  });
}

// Nothing of a name is read as markup; what XML cannot hold is left out.
function escaped(text) {
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);
}
