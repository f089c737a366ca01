// Lets nobody in whose e-mail address is not verified. Users without an address (phone only) pass.
export async function handle(data) {
  const { email, email_verified: verified } = data.user ?? {}

  if (email && !verified) {
    throw new Error('Please confirm your e-mail address first: we have sent you a link.')
  }
  return data
}
