import type { INodeCredentialDescription } from 'n8n-workflow';

import type { Platform } from '../platforms/platform';

/** One labelled credential per platform, shown while the platform is chosen in `parameter`. */
export function credentialsFor(
	platforms: readonly Platform[],
	parameter: string,
): INodeCredentialDescription[] {
	return platforms.flatMap(({ id, name, service }) =>
		service
			? [
					{
						name: service.credential,
						required: true,
						displayName: `${name} Account`,
						displayOptions: { show: { [parameter]: [id] } },
					},
				]
			: [],
	);
}
