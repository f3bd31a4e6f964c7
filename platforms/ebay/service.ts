import { asList, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { loginProblem, restProblem, TOKEN_REFUSED } from './errors';
import { apiHost, TRADING } from './hosts';
import { ackOf, refusalOf } from './trading';
import { parseXml } from './xml';

const NAME = 'eBay';

export const service: Service = {
	name: NAME,
	credential: 'stockOutEbayApi',
	secretFields: ['clientSecret', 'refreshToken', 'sessionToken', 'appToken'],
	accountFields: ['clientId', 'alertEmail'],
	baseUrl: apiHost,
	// Some clients send '*' by themselves, which eBay refuses (sheet, section 2).
	headers: { 'accept-language': 'en-US' },
	// Bursts of the Trading API; the Inventory API only has a quota per day (sheet, section 8).
	limits: {
		GetMyeBaySelling: { perSecond: 20, burst: 300 },
		ReviseInventoryStatus: { perSecond: 400, burst: 6000 },
	},
	concurrent: 8,
	diagnose(answer, request) {
		const login = asText(asObject(answer.body).error);
		if (answer.status >= 400 && login) return loginProblem(login);
		return request.path === TRADING ? diagnoseTrading(answer) : diagnoseRest(answer, request);
	},
};

function diagnoseRest(answer: Answer, { path }: ApiRequest): Problem | undefined {
	const [first] = asList(asObject(answer.body).errors);
	if (answer.status >= 400 && first) {
		const problem = restProblem(answer.status, first, path);
		const byStatus = diagnoseStatus(answer, NAME);
		// Numbers we do not know say less than the status where it asks for patience or a login.
		if (problem.kind === 'invalid' && byStatus && byStatus.kind !== 'invalid') return byStatus;
		return byStatus?.retryAfterMs === undefined
			? problem
			: { ...problem, retryAfterMs: byStatus.retryAfterMs };
	}
	return diagnoseStatus(answer, NAME) ?? (isData(answer) ? undefined : notData(answer, NAME));
}

/** What was made or changed is told without a body (sheet, section 10). */
const isData = ({ status, body }: Answer): boolean =>
	typeof body === 'object' || (status > 200 && asText(body) === '');

/** `Failure` comes with status 200. Of a partial failure the caller makes its own sense. */
function diagnoseTrading(answer: Answer): Problem | undefined {
	const byStatus = diagnoseStatus(answer, NAME);
	if (byStatus) return byStatus;
	const ack = ackOf(answer);
	if (ack === '') return notData(answer, NAME);
	if (ack !== 'Failure') return undefined;
	const problem = refusalOf(parseXml(asText(answer.body)));
	return TOKEN_REFUSED.has(problem.code ?? '') ? undefined : problem;
}
