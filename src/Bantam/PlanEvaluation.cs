using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>What a plan computes for the samples of a data set: codes in, codes out.</summary>
/// <param name="Inputs">The codes of all samples, one after the other.</param>
/// <param name="Outputs">The real numbers that the output codes stand for, sample after sample.</param>
internal sealed record PlanEvaluation(sbyte[] Inputs, float[] Outputs)
{
    /// <summary>Runs a plan on a data set, in parallel over samples.</summary>
    public static PlanEvaluation Of(Plan plan, Dataset data)
    {
        PlanEvaluation result = new(new sbyte[data.Count * plan.Input.Bytes], new float[data.Count * plan.Output.Bytes]);
        int parts = Math.Min(Parallelism.Threads, Math.Max(data.Count, 1));
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            PlanRuntime runtime = new(plan);
            float[] sample = new float[data.InputShape.Count];
            for (int i = part; i < data.Count; i += parts)
            {
                data.CopyInput(i, sample);
                runtime.Run(sample);
                runtime.Input.CopyTo(result.Inputs.AsSpan(i * plan.Input.Bytes));
                runtime.Dequantize(result.Outputs.AsSpan(i * plan.Output.Bytes, plan.Output.Bytes));
            }
        });
        return result;
    }
}
