using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The constants of a layer with weights, on their way to being packed.</summary>
internal sealed class LinearLayer
{
    private readonly LinearConstants _constants;

    /// <summary>Takes the constants of a step.</summary>
    /// <param name="constants">The constants.</param>
    /// <param name="bounds">How far its sums can go.</param>
    /// <param name="path">What the machine computes with.</param>
    public LinearLayer(LinearConstants constants, AccumulatorBounds bounds, DotPath path)
    {
        _constants = constants;
        long[] magnitudes = new long[Channels];
        for (int channel = 0; channel < Channels; channel++)
        {
            // A sum that leaves 32 bits wraps around, here and in the reference, and may then be any number.
            magnitudes[channel] = bounds.FitsInt32
                ? Math.Max(Math.Abs(bounds.Minimum[channel]), Math.Abs(bounds.Maximum[channel]))
                : 1L << 31;
        }

        Requantizer = new Requantizer(constants.Parameters.Multipliers.AsSpan(), magnitudes, constants.Parameters.Output, path);
    }

    /// <summary>The number of output channels.</summary>
    public int Channels => _constants.Parameters.Multipliers.Length;

    /// <summary>What turns sums into codes.</summary>
    public Requantizer Requantizer { get; }

    /// <summary>A weight, by its place in the layout of the op.</summary>
    public sbyte Weight(int index) => _constants.Weights[index];

    /// <summary>What the sums of a channel begin with.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="first">The place of its first weight.</param>
    /// <param name="stride">From one of its weights to the next.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="offset">How much more than the codes the factors are that are multiplied.</param>
    /// <returns>The bias minus the zero point's share: with u = x + offset, <c>Σ w·(x − z) = Σ w·u − (offset + z)·Σ w</c>, modulo 2³².</returns>
    public int Bias(int channel, int first, int stride, int count, int offset)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += _constants.Weights[first + (i * stride)];
        }

        int bias = _constants.Bias.IsEmpty ? 0 : _constants.Bias[channel];
        return unchecked(bias - ((offset - _constants.Parameters.InputOffset) * sum));
    }
}
