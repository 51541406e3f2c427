// The two months of a period of one's own are shown only where that period is chosen. Without scripts they are always there.
const form = document.querySelector("[data-explore]");
const period = form?.querySelector("select[name=period]");

function settle() {
  for (const name of ["since", "to"]) form.querySelector(`[data-field=${name}]`).hidden = period.value !== "months";
}

if (period) {
  period.addEventListener("change", settle);
  settle();
}
