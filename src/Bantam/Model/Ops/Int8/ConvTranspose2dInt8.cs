using System.Numerics;

namespace Bantam.Model;

/// <summary>The meaning of an integer transposed convolution: <c>y[h,w,o] = clamp(zₒ + requantize(b[o] + Σ k[o,i,j,c]·(x[h′,w′,c] − zᵢ)))</c>.</summary>
/// <remarks>
/// <para>The sum runs over the taps with h = h′·s + i − p and w likewise: those whose input pixel exists. The geometry is that of the
/// convolution that is transposed, so its input is the output here; weights lie OHWI from this op's point of view: output, height,
/// width, input.</para>
/// <para>Range: as in <see cref="Conv2dInt8"/>, with at most I·J·C products in a sum. Source: TFLite TRANSPOSE_CONV, reference integer
/// kernel, which scatters where this gathers; integer sums do not depend on their order.</para>
/// </remarks>
internal static class ConvTranspose2dInt8
{
    /// <summary>Runs the transposed convolution.</summary>
    /// <typeparam name="TCode">The type of activations.</typeparam>
    /// <typeparam name="TSum">The type of accumulators.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        int channels = a.Geometry.InputChannels;
        for (int i = 0; i < a.Output.Length; i++)
        {
            a.Output[i] = a.Finish(Accumulate(in a, i / channels, i % channels), i % channels);
        }
    }

    private static TSum Accumulate<TCode, TSum>(in ConvolutionArguments<TCode, TSum> a, int pixel, int channel)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        WindowGeometry g = a.Geometry;
        int image = pixel / (g.InputHeight * g.InputWidth);
        int depth = g.OutputChannels;
        int taps = g.KernelHeight * g.KernelWidth;
        TSum sum = TSum.Zero;
        for (int tap = 0; tap < taps; tap++)
        {
            (int row, int aboveRow) = Math.DivRem((pixel / g.InputWidth % g.InputHeight) + g.PadTop - (tap / g.KernelWidth), g.StrideHeight);
            (int column, int besideColumn) = Math.DivRem((pixel % g.InputWidth) + g.PadLeft - (tap % g.KernelWidth), g.StrideWidth);
            if (aboveRow != 0 || besideColumn != 0 || row < 0 || row >= g.OutputHeight || column < 0 || column >= g.OutputWidth)
            {
                continue;
            }

            int input = ((((image * g.OutputHeight) + row) * g.OutputWidth) + column) * depth;
            for (int c = 0; c < depth; c++)
            {
                sum += TSum.CreateTruncating(a.Weights[(((channel * taps) + tap) * depth) + c] * (int.CreateTruncating(a.Input[input + c]) + a.Parameters.InputOffset));
            }
        }

        return sum;
    }
}
