using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What a plan computes, with the bits of the reference runtime: the codes that generated code must reproduce.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Inputs">The input codes of all samples, one after the other.</param>
/// <param name="Outputs">The output codes of all samples.</param>
public sealed record PlanSamples(Plan Plan, sbyte[] Inputs, sbyte[] Outputs)
{
    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Length / InputBytes;

    private int InputBytes => Plan.Inputs.Sum(buffer => buffer.Bytes);

    private int OutputBytes => Plan.Outputs.Sum(buffer => buffer.Bytes);

    /// <summary>Runs a plan on samples, in parallel over them; one after the other where it remembers.</summary>
    /// <param name="plan">The plan. Several inputs of a sample lie one behind the other, codes wider than int8 as their bytes.</param>
    /// <param name="inputs">The input codes of all samples, one after the other.</param>
    /// <returns>The samples with their outputs.</returns>
    /// <exception cref="ArgumentException">The codes are no whole number of samples.</exception>
    public static PlanSamples Run(Plan plan, sbyte[] inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(inputs);
        int bytes = plan.Inputs.Sum(buffer => buffer.Bytes);
        if (inputs.Length % bytes != 0)
        {
            throw new ArgumentException($"A sample has {bytes} bytes of codes, but got {inputs.Length}, which is no multiple of that.", nameof(inputs));
        }

        PlanSamples samples = new(plan, inputs, new sbyte[inputs.Length / bytes * plan.Outputs.Sum(buffer => buffer.Bytes)]);
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
    public ReadOnlySpan<sbyte> Input(int index) => Inputs.AsSpan(index * InputBytes, InputBytes);

    /// <summary>The output codes of one sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The codes.</returns>
    public ReadOnlySpan<sbyte> Output(int index) => Outputs.AsSpan(index * OutputBytes, OutputBytes);

    /// <summary>The first samples.</summary>
    /// <param name="count">How many; all of them if there are fewer.</param>
    /// <returns>The samples.</returns>
    public PlanSamples Take(int count) => count >= Count
        ? this
        : new PlanSamples(Plan, Inputs[..(count * InputBytes)], Outputs[..(count * OutputBytes)]);
}
