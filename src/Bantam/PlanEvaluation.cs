using System.Buffers.Binary;
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

    /// <summary>The real numbers that a plan of any element types computes for a data set, sample after sample.</summary>
    public static float[] RealOutputs(Plan plan, Dataset data)
    {
        int length = plan.Output.Shape.Count;
        float[] outputs = new float[checked(data.Count * length)];
        int parts = Math.Clamp(data.Count, 1, Parallelism.Threads);
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            PlanRuntime runtime = new(plan);
            float[] sample = new float[data.InputShape.Count];
            for (int i = part; i < data.Count; i += parts)
            {
                data.CopyInput(i, sample);
                Quantize(plan, sample, runtime.InputBytes(0));
                runtime.Run();
                Dequantize(plan.Output, runtime.OutputBytes(0), outputs.AsSpan(i * length, length));
            }
        });
        return outputs;
    }

    private static void Quantize(Plan plan, float[] sample, Span<byte> codes)
    {
        PlanBuffer input = plan.Input;
        for (int i = 0; i < sample.Length; i++)
        {
            int code = input.Parameters.Quantize(sample[i], 0, plan.Rounding);
            switch (input.Element)
            {
                case ElementType.Int8:
                    codes[i] = (byte)code;
                    break;
                case ElementType.Int16:
                    BinaryPrimitives.WriteInt16LittleEndian(codes[(2 * i)..], (short)code);
                    break;
                default:
                    BinaryPrimitives.WriteInt32LittleEndian(codes[(4 * i)..], code);
                    break;
            }
        }
    }

    private static void Dequantize(PlanBuffer output, ReadOnlySpan<byte> codes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = output.Parameters.Dequantize(output.Element switch
            {
                ElementType.Int8 => (sbyte)codes[i],
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(codes[(2 * i)..]),
                _ => BinaryPrimitives.ReadInt32LittleEndian(codes[(4 * i)..]),
            });
        }
    }

    /// <summary>The real numbers that the outputs stand for, sample after sample.</summary>
    public static float[] RealOutputs(this PlanSamples samples)
    {
        float[] outputs = new float[samples.Outputs.Length];
        QuantizeInt8.ToFloat(samples.Plan.Output.Parameters, samples.Outputs, outputs);
        return outputs;
    }
}
