using Bantam.Model;

namespace Bantam.Training;

/// <summary>How the value between pixels is found.</summary>
public enum PixelSampling
{
    /// <summary>The nearest pixel's: exact for quarter turns and whole shifts.</summary>
    Nearest,

    /// <summary>The mean of the four nearest, by distance.</summary>
    Bilinear,
}

/// <summary>Where each pixel of a moved image comes from: x' = A·x + B·y + C, y' = D·x + E·y + F. What lies outside is black.</summary>
internal readonly record struct Warp(float A, float B, float C, float D, float E, float F)
{
    /// <summary>Turns clockwise by degrees, then shears by degrees, about the center; then shifts by pixels.</summary>
    public static Warp Of(float degrees, float shearX, float shearY, (float X, float Y) shift, Canvas canvas)
    {
        (float sine, float cosine) = SinCos(degrees);
        float tanX = Tan(shearX);
        float tanY = Tan(shearY);

        // Forward: rotation times [1 tanX; tanY 1].
        (float a, float b) = (cosine - (sine * tanY), (cosine * tanX) - sine);
        (float d, float e) = (sine + (cosine * tanY), (sine * tanX) + cosine);
        float determinant = (a * e) - (b * d);
        if (Math.Abs(determinant) < 1e-6f)
        {
            throw new ArgumentOutOfRangeException(nameof(shearX), shearX, "These shears flatten the image to a line. Use angles well below 45 degrees.");
        }

        (float ia, float ib, float id, float ie) = (e / determinant, -b / determinant, -d / determinant, a / determinant);
        float centerX = (canvas.Width - 1) / 2f;
        float centerY = (canvas.Height - 1) / 2f;
        float movedX = centerX + shift.X;
        float movedY = centerY + shift.Y;
        return new Warp(
            ia, ib, centerX - (ia * movedX) - (ib * movedY),
            id, ie, centerY - (id * movedX) - (ie * movedY));
    }

    public void Apply(Canvas canvas, PixelSampling sampling)
    {
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                (float fromX, float fromY) = ((A * x) + (B * y) + C, (D * x) + (E * y) + F);
                Span<float> pixel = canvas.Spare.Slice(((y * canvas.Width) + x) * canvas.Channels, canvas.Channels);
                if (sampling == PixelSampling.Nearest)
                {
                    Add(canvas, ((int)MathF.Floor(fromX + 0.5f), (int)MathF.Floor(fromY + 0.5f)), 1f, pixel, clear: true);
                }
                else
                {
                    Blend(canvas, fromX, fromY, pixel);
                }
            }
        }

        canvas.Swap();
    }

    private static void Blend(Canvas canvas, float x, float y, Span<float> pixel)
    {
        int left = (int)MathF.Floor(x);
        int top = (int)MathF.Floor(y);
        float right = x - left;
        float low = y - top;
        Add(canvas, (left, top), (1 - right) * (1 - low), pixel, clear: true);
        Add(canvas, (left + 1, top), right * (1 - low), pixel, clear: false);
        Add(canvas, (left, top + 1), (1 - right) * low, pixel, clear: false);
        Add(canvas, (left + 1, top + 1), right * low, pixel, clear: false);
    }

    private static void Add(Canvas canvas, (int X, int Y) from, float weight, Span<float> pixel, bool clear)
    {
        if (clear)
        {
            pixel.Clear();
        }

        if ((uint)from.X >= (uint)canvas.Width || (uint)from.Y >= (uint)canvas.Height)
        {
            return;
        }

        ReadOnlySpan<float> source = canvas.Values.Slice(((from.Y * canvas.Width) + from.X) * canvas.Channels, pixel.Length);
        for (int c = 0; c < pixel.Length; c++)
        {
            pixel[c] += weight * source[c];
        }
    }

    private static (float Sine, float Cosine) SinCos(float degrees)
    {
        (double sine, double cosine) = PortableMath.SinCosTurns(degrees / 360.0);
        return ((float)sine, (float)cosine);
    }

    private static float Tan(float degrees)
    {
        (float sine, float cosine) = SinCos(degrees);
        return sine / cosine;
    }
}
