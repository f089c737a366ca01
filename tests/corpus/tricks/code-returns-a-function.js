return (data) => ({ never: true })
