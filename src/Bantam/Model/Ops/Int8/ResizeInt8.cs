using System.Numerics;

namespace Bantam.Model;

/// <summary>How pixels of a resized image lie on the original.</summary>
/// <param name="Input">Height and width of the original.</param>
/// <param name="Output">Height and width after.</param>
/// <param name="Channels">Channels of both.</param>
/// <param name="AlignsCorners">Whether the corner pixels' centers coincide.</param>
/// <param name="HalfPixelCenters">Whether a pixel's center lies half a pixel from its corner; not with aligned corners.</param>
internal readonly record struct ResizeSizes(Size2d Input, Size2d Output, int Channels, bool AlignsCorners, bool HalfPixelCenters);

/// <summary>The meaning of resizing images of codes, NHWC.</summary>
/// <remarks>Source: TFLite RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR, reference integer kernels, bit for bit.</remarks>
internal static class ResizeInt8
{
    private const int One = 1 << 10;

    /// <summary>Copies the pixel that lies nearest, by the rule of the sizes.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="s">The sizes.</param>
    /// <param name="input">The codes of the originals.</param>
    /// <param name="output">The codes after.</param>
    public static void Nearest<TCode>(in ResizeSizes s, ReadOnlySpan<TCode> input, Span<TCode> output)
        where TCode : unmanaged
    {
        for (int pixel = 0; pixel < output.Length / s.Channels; pixel++)
        {
            int row = NearestOf(pixel / s.Output.Width % s.Output.Height, s.Input.Height, s.Output.Height, s);
            int column = NearestOf(pixel % s.Output.Width, s.Input.Width, s.Output.Width, s);
            int image = pixel / (s.Output.Width * s.Output.Height);
            int source = (((image * s.Input.Height) + row) * s.Input.Width) + column;
            input.Slice(source * s.Channels, s.Channels).CopyTo(output.Slice(pixel * s.Channels, s.Channels));
        }
    }

    /// <summary>Interpolates linearly between the four pixels around, with 10 fractional bits of a pixel.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="s">The sizes.</param>
    /// <param name="input">The codes of the originals.</param>
    /// <param name="output">The codes after, rounded half away from zero.</param>
    /// <remarks>Range: a code of 16 bits times two factors of at most 2¹⁰ is below 2³⁵; sums are of 64 bits.</remarks>
    public static void Bilinear<TCode>(in ResizeSizes s, ReadOnlySpan<TCode> input, Span<TCode> output)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        for (int i = 0; i < output.Length; i++)
        {
            int pixel = i / s.Channels;
            Span1d rows = Between(pixel / s.Output.Width % s.Output.Height, s.Input.Height, s.Output.Height, s);
            Span1d columns = Between(pixel % s.Output.Width, s.Input.Width, s.Output.Width, s);
            int image = pixel / (s.Output.Width * s.Output.Height) * s.Input.Height;
            int above = ((image + rows.Low) * s.Input.Width * s.Channels) + (i % s.Channels);
            int below = ((image + rows.High) * s.Input.Width * s.Channels) + (i % s.Channels);
            long upper = (long.CreateTruncating(input[above + (columns.Low * s.Channels)]) * (One - columns.Fraction)) + (long.CreateTruncating(input[above + (columns.High * s.Channels)]) * columns.Fraction);
            long lower = (long.CreateTruncating(input[below + (columns.Low * s.Channels)]) * (One - columns.Fraction)) + (long.CreateTruncating(input[below + (columns.High * s.Channels)]) * columns.Fraction);
            long sum = (upper * (One - rows.Fraction)) + (lower * rows.Fraction);
            output[i] = TCode.CreateTruncating((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
        }
    }

    private static int NearestOf(int position, int input, int output, in ResizeSizes s)
    {
        float scale = s.AlignsCorners && output > 1 ? (input - 1) / (float)(output - 1) : input / (float)output;
        float exact = (position + (s.HalfPixelCenters ? 0.5f : 0f)) * scale;
        int nearest = (int)(s.AlignsCorners ? MathF.Round(exact, MidpointRounding.AwayFromZero) : MathF.Floor(exact));
        return Math.Clamp(nearest, 0, input - 1);
    }

    private static Span1d Between(int position, int input, int output, in ResizeSizes s)
    {
        int scale = s.AlignsCorners && output > 1
            ? ((One * (input - 1)) + ((output - 1) / 2)) / (output - 1)
            : ((One * input) + (output / 2)) / output;
        int exact = (position * scale) + (s.HalfPixelCenters ? (scale / 2) - (One / 2) : 0);
        int low = Math.Max(exact / One, 0);
        int high = Math.Min((exact + One - 1) / One, input - 1);
        return new Span1d(low, high, exact - (One * low));
    }

    /// <summary>Two neighbors and the way from the first to the second.</summary>
    private readonly record struct Span1d(int Low, int High, int Fraction);
}
