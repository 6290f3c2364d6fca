// A certificate for the loopback. Clients trust it through their environment.
import path from 'node:path';
import { runToEnd } from './processes.mjs';

const REQUEST = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost';
const EXTENSIONS = [
  'basicConstraints=critical,CA:FALSE',
  'extendedKeyUsage=serverAuth',
  'subjectAltName=DNS:localhost,IP:127.0.0.1',
];

/**
 * @typedef {{ cert: string, key: string }} Certificate paths of PEM files
 * @param {string} folder
 * @returns {Promise<Certificate>}
 */
export async function makeCertificate(folder) {
  const [cert, key] = ['server.crt', 'server.key'].map((name) => path.join(folder, name));
  const extensions = EXTENSIONS.flatMap((extension) => ['-addext', extension]);
  await runToEnd('openssl', [...REQUEST.split(' '), ...extensions, '-keyout', key, '-out', cert]);
  return { cert, key };
}

/**
 * The environment in which Node, Python and OpenSSL trust this certificate; Python and OpenSSL then trust no other.
 *
 * @param {string} cert
 */
export function trusting(cert) {
  return {
    NODE_EXTRA_CA_CERTS: cert,
    AWS_CA_BUNDLE: cert,
    REQUESTS_CA_BUNDLE: cert,
    SSL_CERT_FILE: cert,
  };
}
