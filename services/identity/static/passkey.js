// Makes or shows a passkey when the person presses the button, and sends the answer with the form.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const readable = (options) => {
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = named(options.allowCredentials);
  return read;
};

const told = (credential) => {
  const answer = credential.response;
  const response = { clientDataJSON: written(answer.clientDataJSON) };
  if (answer.attestationObject) {
    response.attestationObject = written(answer.attestationObject);
    response.transports = answer.getTransports ? answer.getTransports() : [];
  } else {
    response.authenticatorData = written(answer.authenticatorData);
    response.signature = written(answer.signature);
    response.userHandle = answer.userHandle ? written(answer.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: written(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
};

for (const button of document.querySelectorAll("button[data-passkey]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const form = button.form;
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    if (!form.reportValidity()) return;
    try {
      const publicKey = readable(JSON.parse(button.dataset.options));
      const credential =
        button.dataset.passkey === "make"
          ? await navigator.credentials.create({ publicKey })
          : await navigator.credentials.get({ publicKey });
      form.elements.answer.value = told(credential);
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
