import { asText } from '../../http/answer';
import { shopAddress } from '../../http/address';

/** OData V4; `/b1s/v1` is the older one (sheet, section 1). */
const ROOT = '/b1s/v2';

/**
 * Where the Service Layer of a server is found, whether or not its root was typed along.
 * @throws ChannelProblem `invalid` when it is no usable address
 */
export const serviceLayer = (typed: unknown): string =>
	`${shopAddress(asText(typed)).replace(/\/b1s(\/v\d+)?$/i, '')}${ROOT}`;
