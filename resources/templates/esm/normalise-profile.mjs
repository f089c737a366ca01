// Tidies the profile before the user is stored: what this hook hands back is what gets stored.
export async function handle(data) {
  const { user } = data
  const profile = { ...user.profile }

  if (user.email) user.email = user.email.trim().toLowerCase()
  for (const key of ['given_name', 'family_name']) {
    if (profile[key]) profile[key] = tidy(profile[key])
  }

  // The full name, where it was not given
  const name = [profile.given_name, profile.family_name].filter(Boolean).join(' ')
  if (!user.name && name) user.name = name

  user.profile = profile
  return data
}

const tidy = text => text.trim().replace(/\s+/g, ' ')
