// What a platform's service makes of an answer, without a run around it.
import type { Answer, ApiRequest } from '../../http/answer';
import type { Problem } from '../../http/problem';
import { platformOf } from './readLevels.mts';

export function diagnosisOf(
	id: string,
	answer: Partial<Answer>,
	request: Partial<ApiRequest> = {},
): Problem | undefined {
	return platformOf(id).service!.diagnose(
		{ status: 200, headers: { 'content-type': 'application/json' }, body: {}, ...answer },
		{ method: 'GET', path: '/', ...request },
	);
}
