// Starts the reader. Kept apart from the page so that the page needs no inline script.
window.addEventListener("load", () => {
  const reader = window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
    oauth2RedirectUrl: `${window.location.origin}/docs/oauth2-redirect.html`,
  });
  reader.initOAuth({
    clientId: "docs",
    scopes: "openid profile",
    usePkceWithAuthorizationCodeGrant: true,
  });
});
