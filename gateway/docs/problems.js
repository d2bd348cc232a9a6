// The address /problems/<code> shows the whole list; this brings the reader to that code. Without it the list stands.
const named = document.getElementById(location.pathname.split("/")[2] || "");
if (named && named.closest(".problems")) {
  named.setAttribute("aria-current", "true");
  named.scrollIntoView({ block: "center" });
}
