// On every page: the way to the other language keeps the place in the page and what was chosen in it.

for (const link of document.querySelectorAll("nav.languages a")) {
  const bare = link.href.replace(/[?#].*$/u, "");
  const follow = () => {
    link.href = bare + location.search + location.hash;
  };
  link.addEventListener("pointerdown", follow);
  link.addEventListener("focus", follow);
  link.addEventListener("click", follow);
}
