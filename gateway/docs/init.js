// Starts the reader. Kept apart from the page so that the page needs no inline script.
const KEY = "Idempotency-Key";
const exampleKey = document.body.dataset.key;
const home = new URL(document.body.dataset.home);
const isLoopback = location.hostname === "localhost" && home.hostname === "127.0.0.1" && location.port === home.port;

// crypto.randomUUID exists on https and loopback only
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36)).join("");

function start() {
  const reader = window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    filter: true,
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
    oauth2RedirectUrl: `${location.origin}/docs/oauth2-redirect.html`,
    // the document's example key would be taken for a retry at the second press of Execute
    requestInterceptor: (request) => {
      if (request.headers[KEY] === exampleKey) request.headers[KEY] = newKey();
      return request;
    },
  });
  reader.initOAuth({
    clientId: "docs",
    scopes: "openid profile",
    usePkceWithAuthorizationCodeGrant: true,
  });
}

if (isLoopback) {
  // the sign-in knows one address of this page, and its cookies belong to that host name
  location.replace(home.origin + location.pathname + location.hash);
} else {
  document.getElementById("elsewhere").hidden = location.origin === home.origin;
  window.addEventListener("load", start);
}
