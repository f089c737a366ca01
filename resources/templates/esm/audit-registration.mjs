// One line of JSON for each new user, for a log that machines read. No personal data: an id and how the user came.
export async function handle(data) {
  const { user = {}, client, context } = data

  console.log(JSON.stringify({
    event: 'user.registered',
    user: user.id,
    client: client?.client_id ?? null,
    connection: context.connection ?? null,
    verified: Boolean(user.email_verified),
    with: (user.credentials ?? []).map(credential => credential.type),
    at: user.created_at
  }))
  return data
}
