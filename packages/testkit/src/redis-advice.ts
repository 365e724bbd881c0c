/** The commands by which a person gets a Redis on this system, one a line. */
export function redisAdvice(platform: NodeJS.Platform, osRelease: string): string {
  const docker = 'docker run --rm -p 6379:6379 redis:8-alpine';
  const own = 'or name a running one:  export REDIS_URL=redis://host:6379';
  return [installCommand(platform, osRelease), `or with Docker:          ${docker}`, own].join('\n');
}

function installCommand(platform: NodeJS.Platform, osRelease: string): string {
  if (platform === 'darwin') return 'macOS:                   brew install redis';
  if (platform === 'win32') return 'Windows, inside WSL:     sudo apt-get install -y redis-server';
  if (/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(osRelease)) {
    return 'Debian, Ubuntu:          sudo apt-get install -y redis-server';
  }
  if (/^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(osRelease)) {
    return 'Fedora and its kin:      sudo dnf install -y valkey';
  }
  if (/^ID(_LIKE)?=.*alpine/m.test(osRelease)) return 'Alpine:                  apk add redis';
  if (/^ID(_LIKE)?=.*arch/m.test(osRelease)) return 'Arch:                    sudo pacman -S valkey';
  return 'With your system:        install the package redis or valkey';
}
