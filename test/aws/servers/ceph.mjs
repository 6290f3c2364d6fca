// Ceph's RADOS Gateway: an S3 server of its own kind, on a cluster of one node whose disk is memory.
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mjs';
import { reaches } from './clients.mjs';
import { debianRelease, unpackPackages } from './debian.mjs';
import { freePort, runToEnd, startServer, temporaryFolder } from './processes.mjs';

const PACKAGES = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph-common'];
const KEYS = { access: 'AUGMENTONDEMANDTESTS', secret: 'augment-on-demand-tests-secret-key-00000' };

/**
 * Unpacks Ceph from the packages of this Debian, unless it is in the cache. Nothing is installed on the system.
 *
 * @returns {Promise<string>} the root folder of what was unpacked
 */
async function installCeph() {
  const system = await debianRelease('Ceph');
  const folder = await cached('ceph', `${PACKAGES.join('\n')}\n${system}`, async (target) => {
    console.log(`Unpacking ${PACKAGES.join(', ')} into ${target}; this happens once.`);
    await unpackPackages(target, PACKAGES);
  });
  return path.join(folder, 'root');
}

/** Starts an empty S3 on the loopback, plain http, with one user. */
export async function startCeph() {
  const root = await installCeph();
  const [folder, remove] = await temporaryFolder('ceph');
  /** @type {Awaited<ReturnType<typeof startServer>>[]} */
  const servers = [];
  const stop = async () => {
    for (const server of servers.reverse()) await server.stop();
    await remove();
  };
  try {
    const endpoint = await startCluster(root, folder, servers);
    /** @type {import('./clients.mjs').Env} */
    const env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'default',
      AWS_DEFAULT_REGION: 'default',
      AWS_ACCESS_KEY_ID: KEYS.access,
      AWS_SECRET_ACCESS_KEY: KEYS.secret,
      AWS_EC2_METADATA_DISABLED: 'true',
      // Before version 18, Ceph refuses bodies of unknown length, and SDKs send such bodies with their checksums.
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    };
    return { endpoint, env, pids: servers.map(({ pid }) => pid), tail: servers.at(-1).tail, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A monitor, a store in memory and the gateway; the latter's address. */
async function startCluster(root, folder, servers) {
  const [monitorPort, port] = [await freePort(), await freePort()];
  const [cluster, store] = [randomUUID(), randomUUID()];
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  const libraries = path.join(root, 'usr/lib', triplet);
  const config = path.join(folder, 'ceph.conf');
  await writeFile(config, configuration({ folder, libraries, cluster, monitorPort, port }));
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(path.join(folder, name));

  const env = {
    PATH: `${root}/usr/bin:${process.env.PATH}`,
    HOME: folder,
    LD_LIBRARY_PATH: [libraries, `${libraries}/ceph`, path.join(root, 'lib', triplet)].join(':'),
    PYTHONPATH: `${root}/usr/lib/python3/dist-packages`,
    CEPH_CONF: config,
  };
  const tool = (name, ...args) => runToEnd(path.join(root, 'usr/bin', name), args, { env, seconds: 60 });
  const start = async (name, args, isReady) => {
    const program = path.join(root, 'usr/bin', name);
    servers.push(await startServer(program, ['-f', ...args], { name, folder, env, isReady }));
  };
  // Debian's Python, because the unpacked bindings are made for it.
  const ceph = (...args) =>
    runToEnd('/usr/bin/python3', [`${root}/usr/bin/ceph`, ...args], { env, seconds: 60 });

  const map = path.join(folder, 'monmap');
  await tool(
    'monmaptool',
    '--create',
    '--addv',
    'a',
    `[v1:127.0.0.1:${monitorPort}]`,
    '--fsid',
    cluster,
    map,
  );
  await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
  await start('ceph-mon', ['-i', 'a'], async () =>
    /HEALTH/.test(await ceph('health', '--connect-timeout', '2')),
  );
  await ceph('osd', 'new', store);
  // The store does this itself at its start, but sometimes before the monitor knows the store.
  await ceph('osd', 'crush', 'add', 'osd.0', '1', 'root=default', 'host=localhost');
  await tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', store, '--no-mon-config');
  await start('ceph-osd', ['-i', '0'], async () => / 1 up/.test(await ceph('osd', 'stat')));
  const { access, secret } = KEYS;
  const user = ['--uid', 'tests', '--display-name', 'tests', '--access-key', access, '--secret-key', secret];
  await tool('radosgw-admin', '-n', 'client.rgw.a', 'user', 'create', ...user);
  const endpoint = `http://127.0.0.1:${port}`;
  await start('radosgw', ['-n', 'client.rgw.a'], () => reaches(endpoint));
  return endpoint;
}

function configuration({ folder, libraries, cluster, monitorPort, port }) {
  return `[global]
fsid = ${cluster}
mon host = [v1:127.0.0.1:${monitorPort}]
public addr = 127.0.0.1
ms bind msgr2 = false
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
mon allow pool size one = true
mon max pg per osd = 1000
mon data = ${folder}/mon
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dynamic resharding = false
erasure code dir = ${libraries}/ceph/erasure-code
plugin dir = ${libraries}/ceph
osd class dir = ${libraries}/rados-classes
run dir = ${folder}
admin socket = ${folder}/$name.asok
crash dir = ${folder}
log to file = false
log to stderr = true
mon cluster log to file = false
`;
}
