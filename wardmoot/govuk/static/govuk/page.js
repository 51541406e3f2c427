// Every page: the design system's own scripts, the warning before a sign-out, and progress that moves by itself.
const settings = document.documentElement.dataset;

import(settings.designSystem).then((designSystem) => designSystem.initAll());

function minutesInWords(seconds) {
  if (seconds <= 60) return `${Math.max(0, Math.round(seconds))} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function watchIdleTime(idleSeconds) {
  const dialog = document.getElementById("timeout");
  const remaining = dialog.querySelector("[data-remaining]");
  const warning = Math.min(120, idleSeconds / 2);
  let until = Date.now() + idleSeconds * 1000;

  async function stay() {
    const answer = await fetch(settings.stay, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "error" }).catch(() => null);
    if (!answer || !answer.ok) return window.location.reload();
    until = Date.now() + idleSeconds * 1000;
    dialog.close();
  }
  function token() {
    return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }
  function tick() {
    const left = (until - Date.now()) / 1000;
    if (left <= 0) return window.location.reload();
    if (left <= warning && !dialog.open) dialog.showModal();
    remaining.textContent = minutesInWords(left);
    window.setTimeout(tick, dialog.open ? 5000 : Math.max(1000, (left - warning) * 1000));
  }
  dialog.querySelector("[data-stay-button]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  tick();
}

function followProgress(element) {
  async function look() {
    const answer = await fetch(element.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.ok) {
      const job = await answer.json();
      if (job.finished || job.state !== element.dataset.state) return window.location.reload();
      element.querySelector("[data-stage]").textContent = job.words;
      const bar = element.querySelector("progress");
      if (job.total) { bar.max = job.total; bar.value = job.done; }
    }
    window.setTimeout(look, 1500);
  }
  window.setTimeout(look, 1000);
}

if (settings.idleSeconds) watchIdleTime(Number(settings.idleSeconds));
document.querySelectorAll("[data-progress]").forEach(followProgress);
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
