// Words and numbers for people, in the language of the page. The English text is the key, as in gettext.

export const language = document.documentElement.lang;

const { words, plural } = language === "en"
  ? { words: {}, plural: (n) => Number(n !== 1) }
  : await import(`./messages-${language}.js`);

export function _(message) {
  return words[message] ?? message;
}

export function ngettext(one, many, n) {
  const forms = words[one];
  return Array.isArray(forms) ? forms[plural(n)] ?? forms.at(-1) : n === 1 ? one : many;
}

// Puts values into the named places of a message: fill(_("{n} places"), { n: 3 }).
export function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

const written = new Intl.NumberFormat(language === "en" ? "en-GB" : language);

export function number(value) {
  return written.format(value);
}
