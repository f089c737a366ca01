// The Auth0 Rule “/* NAME */” as a hook. The rule stands below as it was; the function `handle` under it is the adapter:
// it hands the rule what PlusAuth knows, by the names that Auth0 has for it, and takes the result back.
/* CONSTANTS */
// ---- the rule ----
const rule = /* CODE */;
// ---- the end of the rule ----

function handle(data, callback) {
  const known = data.context || {};
  const metadata = (data.user && data.user.metadata) || {};
  const user = Object.assign({}, data.user, {
    user_id: data.user && data.user.id,
    user_metadata: Object.assign({}, metadata),
    app_metadata: Object.assign({}, metadata),
  });
  const context = Object.assign({}, known, {
    idToken: Object.assign({}, known.idToken),
    accessToken: Object.assign({}, known.accessToken),
  });

  rule(user, context, function (error, changedUser, changedContext) {
    if (error) {
      callback(error);
      return;
    }
    const { user_id, user_metadata, app_metadata, ...rest } = changedUser || user;
    if (data.user) {
      data.user = Object.assign(rest, { metadata: merged(metadata, user_metadata, app_metadata) });
    }
    data.context = Object.assign({}, changedContext || context);
    for (const token of ['idToken', 'accessToken']) {
      if (!known[token] && Object.keys(data.context[token] || {}).length === 0) {
        delete data.context[token];
      }
    }
    callback(null, data);
  });
}

// PlusAuth has one `metadata` where Auth0 has two; what the rule changed in either counts.
function merged(before, ...after) {
  const result = Object.assign({}, before);
  for (const values of after) {
    for (const key of Object.keys(before)) {
      if (values && !(key in values)) delete result[key];
    }
    for (const key of Object.keys(values || {})) {
      if (values[key] !== before[key]) result[key] = values[key];
    }
  }
  return result;
}
