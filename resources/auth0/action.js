// The Auth0 Action “/* NAME */” as a hook. The action stands below as it was; the function `handle` under it is the adapter:
// it hands the action what PlusAuth knows, by the names that Auth0 has for it, and does what the action asks of `api`.
/* CONSTANTS */
const action = { exports: {} };
(function (module, exports) {
// ---- the action ----
/* CODE */
// ---- the end of the action ----
})(action, action.exports);

function handle(data, callback) {
  const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
  const known = copy(data.context) || {};
  const request = known.request || {};
  const metadata = (data.user && data.user.metadata) || {};
  let denied = null;

  // A copy: what the action does to `event` changes nothing, as at Auth0.
  const event = {
    user: Object.assign({}, copy(data.user), {
      user_id: data.user && data.user.id,
      user_metadata: copy(metadata),
      app_metadata: copy(metadata),
    }),
    request: { ip: request.ip, user_agent: request.userAgent, query: request.query, body: request.body },
    client: { client_id: known.clientID, name: known.clientName },
    secrets: /* SECRETS */,
  };
  const claim = (token) => (name, value) => {
    data.context = data.context || {};
    data.context[token] = Object.assign({}, data.context[token], { [name]: value });
    return api;
  };
  const setMetadata = (name, value) => {
    data.user = data.user || {};
    data.user.metadata = Object.assign({}, data.user.metadata, { [name]: value });
    if (value === null) delete data.user.metadata[name];
    return api;
  };
  const api = {
    access: {
      deny(/* DENY */) {
        denied = denied || new Error(reason);
        return api;
      },
    },
    idToken: { setCustomClaim: claim('idToken') },
    accessToken: { setCustomClaim: claim('accessToken') },
    user: { setUserMetadata: setMetadata, setAppMetadata: setMetadata },
  };

  const run = typeof action.exports === 'function' ? action.exports : action.exports./* HANDLER */;
  Promise.resolve()
    .then(() => run(event, api))
    .then(() => (denied ? callback(denied) : callback(null, data)), callback);
}
