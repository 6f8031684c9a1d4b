using System.Numerics;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>Handwritten-like digits, 28×28 gray pixels, drawn from a seed: the same pixels on every platform, no files needed.</summary>
/// <remarks>
/// Each image is one of several styles of its digit, its points jittered, then scaled, sheared, rotated, bent by a smooth
/// random field and shifted; the pen's width and darkness vary, a stray stroke appears on some images, and noise on all.
/// A linear model stays well below what a small convolutional network reaches, as on scanned handwriting.
/// </remarks>
public static class SyntheticDigits
{
    private const int Side = DigitPen.Side;
    private const int FieldSide = 4;

    /// <summary>Makes the data set. The pixels of each part are drawn when first read.</summary>
    /// <param name="seed">Decides every pixel.</param>
    /// <param name="train">The number of training samples, validation included, at least 10.</param>
    /// <param name="test">The number of test samples, at least 1.</param>
    /// <returns>Ten classes in equal shares; bytes, 0 = background; preprocessed to [0, 1].</returns>
    public static DataSplits Create(ulong seed = 1, int train = 8000, int test = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 1);
        return DataSplits.Carve(Part(seed, "train", train), Part(seed, "test", test), seed);
    }

    /// <summary>A digit as its style says, undistorted and without noise.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="style">Which way to write it, from 0. The first 9 is the first 6 turned by half a circle.</param>
    /// <returns>28×28 bytes, row by row.</returns>
    public static byte[] Glyph(int digit, int style = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digit, 9);
        ArgumentOutOfRangeException.ThrowIfNegative(style);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(style, DigitSkeletons.StylesOf(digit));
        DigitPen pen = new();
        foreach (Vector2[] stroke in DigitSkeletons.Of(digit, style))
        {
            Vector2[] points = Array.ConvertAll(stroke, p => (p * (20f / DigitSkeletons.Side)) + new Vector2(4f));
            pen.Draw(points, 1.1f, 1.1f, 1f);
        }

        byte[] image = new byte[Side * Side];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (byte)((pen.Ink[i] * 255f) + 0.5f);
        }

        return image;
    }

    private static Dataset Part(ulong seed, string part, int count)
    {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 10;
        }

        new RandomStream(seed, $"digits/{part}/labels").Shuffle<int>(labels);
        SampleValues samples = SampleValues.Generated(count * Side * Side, () => DrawAll(seed, part, labels));
        return new Dataset("digits", new LearningTask.Classification(10), [Side, Side, 1], samples, labels, new Preprocessing.Unit());
    }

    private static byte[] DrawAll(ulong seed, string part, int[] labels)
    {
        byte[] images = new byte[labels.Length * Side * Side];
        RandomStream random = new(seed, $"digits/{part}/pixels");
        DigitPen pen = new();
        for (int i = 0; i < labels.Length; i++)
        {
            DrawOne(labels[i], random, pen, images.AsSpan(i * Side * Side, Side * Side));
        }

        return images;
    }

    private static void DrawOne(int digit, RandomStream random, DigitPen pen, Span<byte> image)
    {
        pen.Clear();
        Distortion distortion = new(random);
        float radius = random.Uniform(0.7f, 1.8f);
        float strength = random.Uniform(0.7f, 1f);
        foreach (Vector2[] stroke in DigitSkeletons.Of(digit, random.NextInt32(DigitSkeletons.StylesOf(digit))))
        {
            Vector2[] points = Array.ConvertAll(stroke, p => distortion.Apply(p + (Normal(random) * 2.2f)));
            pen.Draw(points, radius * random.Uniform(0.8f, 1.2f), radius * random.Uniform(0.7f, 1.1f), strength);
        }

        if (random.NextFloat() < 0.15f)
        {
            DrawStray(random, pen);
        }

        AddNoise(random, pen.Ink, image);
    }

    /// <summary>A short, fainter stroke anywhere: a slip of the pen, or a neighbor that reaches into the picture.</summary>
    private static void DrawStray(RandomStream random, DigitPen pen)
    {
        Vector2 start = new(random.Uniform(0, Side), random.Uniform(0, Side));
        pen.Draw([start, start + (Normal(random) * 3f)], random.Uniform(0.5f, 1f), 0.5f, random.Uniform(0.3f, 0.8f));
    }

    private static void AddNoise(RandomStream random, ReadOnlySpan<float> ink, Span<byte> image)
    {
        float amplitude = random.Uniform(0f, 0.2f);
        for (int i = 0; i < image.Length; i++)
        {
            float noise = amplitude * (random.NextFloat() - 0.5f);
            image[i] = (byte)(Math.Clamp(ink[i] + noise, 0f, 1f) * 255f);
        }
    }

    private static Vector2 Normal(RandomStream random) => new((float)random.NextNormal(), (float)random.NextNormal());

    /// <summary>One writer's hand at one moment: an affine map from skeleton coordinates to pixels, and a smooth random bend.</summary>
    private sealed class Distortion
    {
        private readonly Vector2 _rowX;
        private readonly Vector2 _rowY;
        private readonly Vector2 _center;
        private readonly Vector2[] _field = new Vector2[FieldSide * FieldSide];

        internal Distortion(RandomStream random)
        {
            (double sine, double cosine) = PortableMath.SinCosTurns(random.NextNormal() * 0.025);
            float shear = (float)random.NextNormal() * 0.18f;
            float width = random.Uniform(0.13f, 0.23f);
            float height = random.Uniform(0.17f, 0.24f);
            (float s, float c) = ((float)sine, (float)cosine);

            // Rotation · shear · scale, written out; skeleton units are hundredths of about 20 pixels.
            _rowX = new Vector2(c * width, ((c * shear) - s) * height);
            _rowY = new Vector2(s * width, ((s * shear) + c) * height);
            _center = new Vector2(Side / 2f) + (Normal(random) * 1.3f);
            for (int i = 0; i < _field.Length; i++)
            {
                _field[i] = Normal(random) * 4.5f;
            }
        }

        internal Vector2 Apply(Vector2 point)
        {
            Vector2 p = point + Bend(point) - new Vector2(DigitSkeletons.Side / 2);
            return _center + new Vector2((_rowX.X * p.X) + (_rowX.Y * p.Y), (_rowY.X * p.X) + (_rowY.Y * p.Y));
        }

        /// <summary>The displacement at a point: the field's grid of random vectors, interpolated linearly.</summary>
        private Vector2 Bend(Vector2 point)
        {
            float x = Math.Clamp(point.X / DigitSkeletons.Side, 0f, 0.999f) * (FieldSide - 1);
            float y = Math.Clamp(point.Y / DigitSkeletons.Side, 0f, 0.999f) * (FieldSide - 1);
            int at = ((int)y * FieldSide) + (int)x;
            float u = x - (int)x;
            float v = y - (int)y;
            Vector2 upper = _field[at] + ((_field[at + 1] - _field[at]) * u);
            Vector2 lower = _field[at + FieldSide] + ((_field[at + FieldSide + 1] - _field[at + FieldSide]) * u);
            return upper + ((lower - upper) * v);
        }
    }
}
