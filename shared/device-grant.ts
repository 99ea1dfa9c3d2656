/** The name of the grant in RFC 8628, 3.4. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
