// Adds language and time zone to the ID token, so that the client can greet the user properly.
export async function handle(data) {
  const { locale, zoneinfo } = data.user?.profile ?? {}
  const token = data.context.idToken

  if (token && locale) token.locale = locale
  if (token && zoneinfo) token.zoneinfo = zoneinfo
  return data
}
