/** The smallest configuration that there is: the two files that every team begins with. */
export const TWO_FILES: Readonly<Record<string, string>> = {
  'mini-program-profiles.yaml': `profiles:
  summarize_v1:
    model: fast
    system_prompt: |
      You are a concise assistant.
      Return bullet points only.
    max_tokens: 400
  support_v1:
    model: strong
    system_prompt: |
      You are a helpful support engineer.
      Ask one clarifying question when needed.
    max_tokens: 800
routing:
  summarize: summarize_v1
  support: support_v1
`,
  'env-policy.yaml': `environments:
  dev:
    allowed_profiles: ["summarize_v2", "support_v2"]
    log_level: "debug"
  prod:
    allowed_profiles: ["summarize_v1", "support_v1"]
    log_level: "info"
`,
};
