using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The smallest and the largest sum of each output channel of a layer, over all positions of its window.</summary>
internal sealed class LayerSums
{
    private LayerSums(int channels)
    {
        Minimum = new long[channels];
        Maximum = new long[channels];
        Array.Fill(Minimum, long.MaxValue);
        Array.Fill(Maximum, long.MinValue);
    }

    public long[] Minimum { get; }

    public long[] Maximum { get; }

    public static LayerSums OfConvolution(ConvolutionStep step, CodeRange[] inputs)
    {
        WindowGeometry g = step.Geometry;
        LayerSums sums = new(g.OutputChannels);
        IReadOnlyList<InsideTaps> cases = InsideTaps.CasesOf(g);
        for (int o = 0; o < g.OutputChannels; o++)
        {
            int filter = o * g.PatchLength;
            sums.Bound(o, step.Constants.Bias[o], g, cases, tap => Products(step.Constants, filter + (tap * g.InputChannels), inputs));
        }

        return sums;
    }

    public static LayerSums OfDepthwise(DepthwiseStep step, CodeRange[] inputs)
    {
        WindowGeometry g = step.Geometry;
        LayerSums sums = new(g.OutputChannels);
        IReadOnlyList<InsideTaps> cases = InsideTaps.CasesOf(g);
        for (int o = 0; o < g.OutputChannels; o++)
        {
            CodeRange[] input = [inputs[o / (g.OutputChannels / g.InputChannels)]];
            int channel = o;
            sums.Bound(o, step.Constants.Bias[o], g, cases, tap => Products(step.Constants, (tap * g.OutputChannels) + channel, input));
        }

        return sums;
    }

    public static LayerSums OfDense(DenseStep step, CodeRange[] inputs)
    {
        LayerSums sums = new(step.Constants.Bias.Length);
        for (int o = 0; o < step.Constants.Bias.Length; o++)
        {
            (long low, long high) = Products(step.Constants, o * step.InputCount, inputs);
            sums.Include(o, step.Constants.Bias[o] + low, step.Constants.Bias[o] + high);
        }

        return sums;
    }

    private void Bound(int channel, long bias, WindowGeometry g, IReadOnlyList<InsideTaps> cases, Func<int, (long Low, long High)> productsOfTap)
    {
        (long Low, long High)[] taps = [.. Enumerable.Range(0, g.KernelHeight * g.KernelWidth).Select(productsOfTap)];
        foreach (InsideTaps inside in cases)
        {
            (long low, long high) = (bias, bias);
            for (int row = inside.FirstRow; row < inside.EndRow; row++)
            {
                for (int column = inside.FirstColumn; column < inside.EndColumn; column++)
                {
                    (long tapLow, long tapHigh) = taps[(row * g.KernelWidth) + column];
                    low += tapLow;
                    high += tapHigh;
                }
            }

            Include(channel, low, high);
        }
    }

    private void Include(int channel, long low, long high)
    {
        Minimum[channel] = Math.Min(Minimum[channel], low);
        Maximum[channel] = Math.Max(Maximum[channel], high);
    }

    private static (long Low, long High) Products(LinearConstants constants, int firstWeight, CodeRange[] inputs)
    {
        (long low, long high) = (0, 0);
        for (int i = 0; i < inputs.Length; i++)
        {
            long weight = constants.Weights[firstWeight + i];
            long a = weight * (inputs[i].Min + constants.Parameters.InputOffset);
            long b = weight * (inputs[i].Max + constants.Parameters.InputOffset);
            low += Math.Min(a, b);
            high += Math.Max(a, b);
        }

        return (low, high);
    }
}
