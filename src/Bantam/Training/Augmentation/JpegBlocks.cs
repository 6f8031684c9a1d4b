using Bantam.Model;

namespace Bantam.Training;

/// <summary>The artifacts of JPEG compression: each 8×8 block of a channel is rounded in its frequencies, so that edges ring and blocks show.</summary>
/// <param name="Quality">From 1 (coarse) to 100 (hardly visible), with the meaning that the common JPEG library gives it.</param>
/// <remarks>Channels are not converted to luma and chroma first. Source: notes: lines 3252-3260; ITU-T T.81, table K.1.</remarks>
public sealed record JpegBlocks(Interval Quality) : Transform
{
    private const int Side = 8;

    private static readonly int[] Steps =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>Row k: the cosine of frequency k at the eight places, scaled so that the rows are orthonormal.</summary>
    private static readonly float[] Cosines = MakeCosines();

    private readonly Interval _checked = Quality.Within(1, 100, nameof(Quality));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        int quality = (int)Quality.Draw(random);
        int scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        Span<float> block = stackalloc float[Side * Side];
        Span<float> turned = stackalloc float[Side * Side];
        for (int top = 0; top < canvas.Height; top += Side)
        {
            for (int left = 0; left < canvas.Width; left += Side)
            {
                for (int c = 0; c < canvas.Channels; c++)
                {
                    Read(canvas, (top, left, c), block);
                    Transformed(block, turned, toFrequencies: true);
                    Round(block, scale);
                    Transformed(block, turned, toFrequencies: false);
                    Write(canvas, (top, left, c), block);
                }
            }
        }

        canvas.Clamp();
    }

    private static void Round(Span<float> frequencies, int scale)
    {
        for (int i = 0; i < frequencies.Length; i++)
        {
            float step = Math.Clamp(((Steps[i] * scale) + 50) / 100, 1, 255);
            frequencies[i] = MathF.Round(frequencies[i] / step) * step;
        }
    }

    /// <summary>A block in units of bytes about the middle gray; pixels outside repeat the image's last ones.</summary>
    private static void Read(Canvas canvas, (int Top, int Left, int Channel) at, Span<float> block)
    {
        for (int i = 0; i < block.Length; i++)
        {
            int y = Math.Min(at.Top + (i / Side), canvas.Height - 1);
            int x = Math.Min(at.Left + (i % Side), canvas.Width - 1);
            block[i] = (canvas.Values[(((y * canvas.Width) + x) * canvas.Channels) + at.Channel] / canvas.White * 255) - 128;
        }
    }

    private static void Write(Canvas canvas, (int Top, int Left, int Channel) at, ReadOnlySpan<float> block)
    {
        for (int i = 0; i < block.Length; i++)
        {
            (int y, int x) = (at.Top + (i / Side), at.Left + (i % Side));
            if (y < canvas.Height && x < canvas.Width)
            {
                canvas.Values[(((y * canvas.Width) + x) * canvas.Channels) + at.Channel] = (block[i] + 128) / 255 * canvas.White;
            }
        }
    }

    /// <summary>C·X·Cᵀ, or Cᵀ·X·C for the way back, as twice the product with one side that also transposes.</summary>
    private static void Transformed(Span<float> block, Span<float> turned, bool toFrequencies)
    {
        Half(block, turned, toFrequencies);
        Half(turned, block, toFrequencies);
    }

    private static void Half(ReadOnlySpan<float> source, Span<float> destination, bool toFrequencies)
    {
        for (int i = 0; i < Side * Side; i++)
        {
            (int row, int k) = (i / Side, i % Side);
            float sum = 0;
            for (int n = 0; n < Side; n++)
            {
                sum += source[(row * Side) + n] * (toFrequencies ? Cosines[(k * Side) + n] : Cosines[(n * Side) + k]);
            }

            destination[(k * Side) + row] = sum;
        }
    }

    private static float[] MakeCosines()
    {
        float[] cosines = new float[Side * Side];
        for (int i = 0; i < cosines.Length; i++)
        {
            (int k, int n) = (i / Side, i % Side);
            double norm = Math.Sqrt((k == 0 ? 1.0 : 2.0) / Side);
            cosines[i] = (float)(norm * PortableMath.SinCosTurns(((2 * n) + 1) * k / 32.0).Cosine);
        }

        return cosines;
    }
}
