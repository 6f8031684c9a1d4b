namespace Bantam.Model;

/// <summary>An old position along an axis and its weight in a new one.</summary>
internal readonly record struct AxisTap(int Position, double Weight);

/// <summary>The old positions that each new position along one axis is made of.</summary>
internal static class AxisTaps
{
    /// <summary>For each new position its old ones, none with weight 0.</summary>
    public static AxisTap[][] Of(Resize resize, int oldLength, int newLength, double scale)
    {
        double s = scale == 0 ? (double)newLength / oldLength : scale;
        AxisTap[][] taps = new AxisTap[newLength][];
        for (int i = 0; i < newLength; i++)
        {
            double place = Place(resize.Mapping, i, oldLength, newLength, s);
            taps[i] = resize.Interpolation switch
            {
                Interpolation.Nearest => [new(Nearest(resize.Rounding, place, oldLength), 1)],
                Interpolation.Bilinear => Linear(place, oldLength),
                _ => Cubic(place, oldLength, resize.CubicSlope),
            };
        }

        return taps;
    }

    private static double Place(PixelMapping mapping, int i, int oldLength, int newLength, double s) => mapping switch
    {
        PixelMapping.HalfPixelOrFirst when newLength == 1 => 0,
        PixelMapping.CenteredHalfPixel => (oldLength / 2.0 * (1 - (newLength / (s * oldLength)))) + ((i + 0.5) / s) - 0.5,
        PixelMapping.Middle => (i + 0.5) / s,
        PixelMapping.Asymmetric => i / s,
        PixelMapping.AlignCorners => newLength == 1 ? 0 : i * (oldLength - 1.0) / (newLength - 1),
        _ => ((i + 0.5) / s) - 0.5,
    };

    private static int Nearest(PixelRounding rounding, double place, int length)
    {
        double position = rounding switch
        {
            PixelRounding.HalfDown => Math.Ceiling(place - 0.5),
            PixelRounding.HalfUp => Math.Floor(place + 0.5),
            PixelRounding.Down => Math.Floor(place),
            _ => Math.Ceiling(place),
        };
        return (int)Math.Clamp(position, 0, length - 1);
    }

    private static AxisTap[] Linear(double place, int length)
    {
        double inside = Math.Clamp(place, 0, length - 1);
        int lower = (int)inside;
        double share = inside - lower;
        return share == 0 ? [new(lower, 1)] : [new(lower, 1 - share), new(lower + 1, share)];
    }

    private static AxisTap[] Cubic(double place, int length, double slope)
    {
        double lower = Math.Floor(place);
        List<AxisTap> taps = [];
        for (int k = -1; k <= 2; k++)
        {
            double weight = CubicWeight(Math.Abs(place - lower - k), slope);
            if (weight != 0)
            {
                taps.Add(new((int)Math.Clamp(lower + k, 0, length - 1), weight));
            }
        }

        return [.. taps];
    }

    /// <summary>The cubic kernel at a distance of at most 2.</summary>
    private static double CubicWeight(double distance, double slope) => distance <= 1
        ? (((((slope + 2) * distance) - (slope + 3)) * distance) * distance) + 1
        : slope * (((((distance - 5) * distance) + 8) * distance) - 4);
}
