// A table as a file for spreadsheets: CSV (RFC 4180) in UTF-8.

// Without this mark some spreadsheets take UTF-8 for something else.
const MARK = "\ufeff";

// The text of a file with these rows of texts, the first being the header.
export function csv(rows) {
  return MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// Spreadsheets run a cell that begins like a formula; an apostrophe before it keeps it a text.
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// Has the browser save a text as a file.
export function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
