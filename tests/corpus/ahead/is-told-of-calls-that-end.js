process.on('SIGUSR2', () => {}); try { process.kill(process.pid, 'SIGUSR2'); } catch (error) {}
