using System.Numerics;

namespace Bantam.Training;

/// <summary>Draws smooth strokes with a round, soft-edged pen on a small gray image. Not for use by two threads at once.</summary>
internal sealed class DigitPen
{
    /// <summary>The height and width of the image in pixels.</summary>
    internal const int Side = 28;

    private const int StepsPerSpan = 6;

    private readonly float[] _ink = new float[Side * Side];

    /// <summary>How much ink lies on each pixel, from 0 to 1, row by row.</summary>
    internal ReadOnlySpan<float> Ink => _ink;

    /// <summary>Starts with a clean image.</summary>
    internal void Clear() => Array.Clear(_ink);

    /// <summary>Draws the Catmull-Rom curve through the points.</summary>
    /// <param name="points">At least two points in pixels; the center of the first pixel is (½, ½).</param>
    /// <param name="startRadius">Half the width of the line where it starts, in pixels.</param>
    /// <param name="endRadius">Half the width where it ends.</param>
    /// <param name="strength">The ink on the line's axis, in [0, 1].</param>
    internal void Draw(ReadOnlySpan<Vector2> points, float startRadius, float endRadius, float strength)
    {
        Vector2 from = points[0];
        int steps = (points.Length - 1) * StepsPerSpan;
        for (int step = 1; step <= steps; step++)
        {
            Vector2 to = PointAt(points, (step - 1) / StepsPerSpan, (((step - 1) % StepsPerSpan) + 1) / (float)StepsPerSpan);
            float radius = startRadius + ((endRadius - startRadius) * step / steps);
            DrawLine(from, to, radius, strength);
            from = to;
        }
    }

    /// <summary>The curve between points i and i+1 at 0 ≤ t ≤ 1: the cubic whose slope at each point is half the step between its neighbors.</summary>
    private static Vector2 PointAt(ReadOnlySpan<Vector2> points, int i, float t)
    {
        Vector2 b = points[i];
        Vector2 c = points[i + 1];
        Vector2 slopeB = (c - points[Math.Max(i - 1, 0)]) * 0.5f;
        Vector2 slopeC = (points[Math.Min(i + 2, points.Length - 1)] - b) * 0.5f;
        Vector2 square = ((c - b) * 3f) - (slopeB * 2f) - slopeC;
        Vector2 cube = ((b - c) * 2f) + slopeB + slopeC;
        return b + ((slopeB + ((square + (cube * t)) * t)) * t);
    }

    private void DrawLine(Vector2 from, Vector2 to, float radius, float strength)
    {
        // Only pixels whose center is nearer than radius + ½ receive ink.
        float reach = radius + 0.5f;
        int left = Pixel(Math.Min(from.X, to.X) - reach);
        int right = Pixel(Math.Max(from.X, to.X) + reach);
        int top = Pixel(Math.Min(from.Y, to.Y) - reach);
        int bottom = Pixel(Math.Max(from.Y, to.Y) + reach);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                float distance = Distance(x + 0.5f, y + 0.5f, from, to);
                float ink = strength * Math.Clamp(reach - distance, 0f, 1f);
                ref float pixel = ref _ink[(y * Side) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    private static int Pixel(float position) => (int)Math.Clamp(position, 0f, Side - 1);

    private static float Distance(float x, float y, Vector2 from, Vector2 to)
    {
        // Plain scalar products and a square root: exactly rounded, so the same on every platform.
        float alongX = to.X - from.X;
        float alongY = to.Y - from.Y;
        float length = (alongX * alongX) + (alongY * alongY);
        float t = length > 0 ? Math.Clamp((((x - from.X) * alongX) + ((y - from.Y) * alongY)) / length, 0f, 1f) : 0f;
        float dx = x - (from.X + (t * alongX));
        float dy = y - (from.Y + (t * alongY));
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }
}
