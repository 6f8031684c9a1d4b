using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What a plan computes, with the bits of the reference runtime: the codes that generated code must reproduce.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Inputs">The input codes of all samples, one after the other.</param>
/// <param name="Outputs">The output codes of all samples.</param>
public sealed record PlanSamples(Plan Plan, sbyte[] Inputs, sbyte[] Outputs)
{
    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Length / Plan.Input.Bytes;

    /// <summary>Runs a plan on samples, in parallel over them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The input codes of all samples, one after the other.</param>
    /// <returns>The samples with their outputs.</returns>
    /// <exception cref="ArgumentException">The codes are no whole number of samples.</exception>
    public static PlanSamples Run(Plan plan, sbyte[] inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length % plan.Input.Bytes != 0)
        {
            throw new ArgumentException($"A sample has {plan.Input.Bytes} codes, but got {inputs.Length}, which is no multiple of that.", nameof(inputs));
        }

        PlanSamples samples = new(plan, inputs, new sbyte[inputs.Length / plan.Input.Bytes * plan.Output.Bytes]);
        if (samples.Count > 0)
        {
            int threads = Math.Min(samples.Count, Parallelism.Threads);
            Engine.Of(plan, new EngineOptions { Threads = threads }).Run(inputs, samples.Outputs);
        }

        return samples;
    }

    /// <summary>The input codes of one sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The codes.</returns>
    public ReadOnlySpan<sbyte> Input(int index) => Inputs.AsSpan(index * Plan.Input.Bytes, Plan.Input.Bytes);

    /// <summary>The output codes of one sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The codes.</returns>
    public ReadOnlySpan<sbyte> Output(int index) => Outputs.AsSpan(index * Plan.Output.Bytes, Plan.Output.Bytes);

    /// <summary>The first samples.</summary>
    /// <param name="count">How many; all of them if there are fewer.</param>
    /// <returns>The samples.</returns>
    public PlanSamples Take(int count) => count >= Count
        ? this
        : new PlanSamples(Plan, Inputs[..(count * Plan.Input.Bytes)], Outputs[..(count * Plan.Output.Bytes)]);
}
