import type { Parts } from './parts.ts';
import { ruleArn } from './rules/arns.ts';
import type { Rule } from './store/rules.ts';

/** A rule as ListRules and DescribeRule show it. */
export function describeRuleMembers(parts: Parts, rule: Rule) {
  return {
    Name: rule.name,
    Arn: ruleArn(parts, rule.bus, rule.name),
    ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
    State: rule.state,
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
    EventBusName: rule.bus,
  };
}
