using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Runs plans on data sets.</summary>
internal static class PlanEvaluation
{
    /// <summary>Quantizes the samples of a data set and runs a plan on them.</summary>
    public static PlanSamples Of(Plan plan, Dataset data)
    {
        sbyte[] codes = new sbyte[data.Count * plan.Input.Bytes];
        float[] sample = new float[data.InputShape.Count];
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, sample);
            QuantizeInt8.FromFloat(plan.Input.Parameters, plan.Rounding, sample, codes.AsSpan(i * plan.Input.Bytes, plan.Input.Bytes));
        }

        return PlanSamples.Run(plan, codes);
    }

    /// <summary>The real numbers that the outputs stand for, sample after sample.</summary>
    public static float[] RealOutputs(this PlanSamples samples)
    {
        float[] outputs = new float[samples.Outputs.Length];
        QuantizeInt8.ToFloat(samples.Plan.Output.Parameters, samples.Outputs, outputs);
        return outputs;
    }
}
