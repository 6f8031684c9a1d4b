using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Runs plans on data sets.</summary>
internal static class PlanEvaluation
{
    // The real numbers of as many runs lie in memory at one time.
    private const int RunsAtOnce = 256;

    /// <summary>Quantizes the samples of a data set and runs a plan on them.</summary>
    public static PlanSamples Of(Plan plan, Dataset data)
    {
        EngineInput input = EngineInput.Compact(plan.Input, plan.Rounding);
        sbyte[] codes = new sbyte[checked(data.Count * plan.Input.Bytes)];
        float[] sample = new float[data.InputShape.Count];
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, sample);
            input.ToCodes(sample, codes.AsSpan(i * plan.Input.Bytes, plan.Input.Bytes));
        }

        return PlanSamples.Run(plan, codes);
    }

    /// <summary>The real numbers that a plan of any element types computes for a data set, sample after sample.</summary>
    /// <remarks>Samples know nothing of each other: a plan that remembers begins anew with each. One that is bound to its batch runs whole batches, the last filled up with zeros.</remarks>
    public static float[] RealOutputs(Plan plan, Dataset data)
    {
        Engine engine = Engine.Of(plan, new EngineOptions { Threads = Math.Clamp(data.Count, 1, Parallelism.Threads) });
        int runsAtOnce = plan.StateBytes > 0 ? 1 : RunsAtOnce;
        int samplesOfRun = Math.Max(engine.InputLength / data.InputShape.Count, 1);
        int length = plan.Output.Shape.Count / samplesOfRun;
        float[] outputs = new float[checked(data.Count * length)];
        for (int first = 0; first < data.Count; first += runsAtOnce * samplesOfRun)
        {
            int samples = Math.Min(data.Count - first, runsAtOnce * samplesOfRun);
            int runs = (samples + samplesOfRun - 1) / samplesOfRun;
            float[] inputs = new float[runs * engine.InputLength];
            float[] results = new float[runs * engine.OutputLength];
            for (int i = 0; i < samples; i++)
            {
                data.CopyInput(first + i, inputs.AsSpan(i * data.InputShape.Count, data.InputShape.Count));
            }

            engine.Reset();
            engine.Run(inputs, results);
            for (int i = 0; i < samples; i++)
            {
                // Behind the first output lie those that data has no words for.
                int start = (i / samplesOfRun * engine.OutputLength) + (i % samplesOfRun * length);
                results.AsSpan(start, length).CopyTo(outputs.AsSpan((first + i) * length));
            }
        }

        return outputs;
    }

    /// <summary>The real numbers that the outputs stand for, sample after sample.</summary>
    public static float[] RealOutputs(this PlanSamples samples)
    {
        float[] outputs = new float[samples.Outputs.Length];
        QuantizeInt8.ToFloat(samples.Plan.Output.Parameters, samples.Outputs, outputs);
        return outputs;
    }
}
