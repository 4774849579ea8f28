// Turns the sections of the page into slides: keys, buttons, swipes; the address names the slide. Without it the page is read from top to bottom.
"use strict";
{
  const slides = [...document.querySelectorAll(".slide")];
  const back = document.getElementById("back");
  const on = document.getElementById("on");
  const place = document.getElementById("place");
  const rtl = document.documentElement.dir === "rtl";
  let now = 0;

  const show = (index, told = true) => {
    now = Math.max(0, Math.min(slides.length - 1, index));
    slides.forEach((slide, number) => slide.classList.toggle("now", number === now));
    back.disabled = now === 0;
    on.disabled = now === slides.length - 1;
    place.textContent = `${now + 1} / ${slides.length}`;
    if (told) history.replaceState(null, "", `#${now + 1}`);
  };

  const fromAddress = () => show((Number.parseInt(location.hash.slice(1), 10) || 1) - 1, false);

  document.documentElement.classList.add("stepping");
  back.addEventListener("click", () => show(now - 1));
  on.addEventListener("click", () => show(now + 1));
  addEventListener("hashchange", fromAddress);

  // The arrow that points where reading goes leads on.
  const steps = {
    ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1,
    Home: -slides.length, End: slides.length,
  };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = event.target;
    // A table that scrolls and what space opens keep their keys.
    if (at.closest?.(".scroll, details[open]") && event.key !== "Home" && event.key !== "End" && !event.key.endsWith("Right") && !event.key.endsWith("Left")) return;
    if (event.key === " " && at.closest?.("summary, button, a")) return;
    const step = event.key === " " ? (event.shiftKey ? -1 : 1) : steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(now + step);
  });

  let start = null;
  addEventListener("touchstart", (event) => { start = event.touches.length === 1 ? event.touches[0] : null; }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!start) return;
    const across = event.changedTouches[0].clientX - start.clientX;
    const down = event.changedTouches[0].clientY - start.clientY;
    start = null;
    if (Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(down)) show(now + ((across < 0) !== rtl ? 1 : -1));
  }, { passive: true });

  fromAddress();
}
