import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { connect } from '../http/client';
import { problemOf } from '../http/problem';
import type { Platform } from '../platforms/platform';

type Loader = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** The lists of all platforms as n8n wants them: `<platform>.<list>`. */
export function listLoaders(platforms: readonly Platform[]): Record<string, Loader> {
	const loaders: Record<string, Loader> = {};
	for (const { id, service, lists } of platforms) {
		if (!service) continue;
		for (const [name, load] of Object.entries(lists ?? {}))
			loaders[`${id}.${name}`] = async function () {
				try {
					const { call, account } = await connect(this, service);
					return await load(call, account);
				} catch (error) {
					const { message, nextStep } = problemOf(error);
					throw new NodeOperationError(this.getNode(), message, { description: nextStep });
				}
			};
	}
	return loaders;
}
