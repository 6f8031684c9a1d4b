using Bantam.Model;

namespace Bantam.Training;

/// <summary>Turns, shears and shifts an image; what comes in from outside is black.</summary>
/// <remarks>Also <see cref="Rotation"/>, <see cref="Shear"/> and <see cref="Translation"/> alone. Source: notes: lines 1533-1545 and 1585-1606.</remarks>
public sealed record Affine : Transform
{
    private const float SteepestShear = 40f;

    /// <summary>The turn about the center, in degrees, clockwise.</summary>
    public Interval Degrees { get; init; }

    /// <summary>The shift to the right, as a share of the width, in [−1, 1].</summary>
    public Interval Right
    {
        get;
        init => field = value.Within(-1, 1, nameof(Right));
    }

    /// <summary>The shift downward, as a share of the height, in [−1, 1].</summary>
    public Interval Down
    {
        get;
        init => field = value.Within(-1, 1, nameof(Down));
    }

    /// <summary>The slant of columns, in degrees, in [−40, 40].</summary>
    public Interval ShearX
    {
        get;
        init => field = value.Within(-SteepestShear, SteepestShear, nameof(ShearX));
    }

    /// <summary>The slant of rows, in degrees, in [−40, 40].</summary>
    public Interval ShearY
    {
        get;
        init => field = value.Within(-SteepestShear, SteepestShear, nameof(ShearY));
    }

    /// <summary>How values between pixels are found.</summary>
    public PixelSampling Sampling { get; init; } = PixelSampling.Bilinear;

    /// <inheritdoc/>
    public override bool IsRandom => !(Degrees.IsPoint && Right.IsPoint && Down.IsPoint && ShearX.IsPoint && ShearY.IsPoint);

    internal override bool CanMirrorOrInvert => Degrees.High > 90 || Degrees.Low < -90;

    /// <summary>An affine transform in the way of common Python pipelines.</summary>
    /// <param name="degrees">The greatest turn, in degrees: −d to d. 0 for none.</param>
    /// <param name="translate">The greatest shift to either side, as shares of width and height, each in [0, 1].</param>
    /// <param name="shear">In degrees: one number s for −s to s along x, two for the bounds along x, four for those along x and y. None for no shear.</param>
    /// <returns>The transform.</returns>
    /// <exception cref="ArgumentException">The number of shears is none of these.</exception>
    public static Affine Of(float degrees, (float X, float Y) translate, params ReadOnlySpan<float> shear)
    {
        Interval shearX = shear.Length switch
        {
            0 => 0f,
            1 => Interval.PlusMinus(shear[0]),
            2 or 4 => new Interval(shear[0], shear[1]),
            _ => throw new ArgumentException($"A shear is given by 1 number (-s to s along x), 2 (from, to along x) or 4 (from, to along x, from, to along y), but got {shear.Length}.", nameof(shear)),
        };
        return new Affine
        {
            Degrees = Interval.PlusMinus(degrees),
            Right = Interval.PlusMinus(translate.X),
            Down = Interval.PlusMinus(translate.Y),
            ShearX = shearX,
            ShearY = shear.Length == 4 ? new Interval(shear[2], shear[3]) : 0f,
        };
    }

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float degrees = Degrees.Draw(random);
        float right = Right.Draw(random) * canvas.Width;
        float down = Down.Draw(random) * canvas.Height;
        float shearX = ShearX.Draw(random);
        float shearY = ShearY.Draw(random);
        Warp.Of(degrees, shearX, shearY, (right, down), canvas).Apply(canvas, Sampling);
    }
}

/// <summary>Turns an image about its center.</summary>
/// <param name="Degrees">The angle, clockwise.</param>
/// <param name="Sampling">How values between pixels are found. Quarter turns of square images are exact with either.</param>
/// <remarks>Source: notes: lines 1533-1545.</remarks>
public sealed record Rotation(Interval Degrees, PixelSampling Sampling = PixelSampling.Bilinear) : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => !Degrees.IsPoint;

    internal override bool CanMirrorOrInvert => Degrees.High > 90 || Degrees.Low < -90;

    internal override void Apply(Canvas canvas, RandomStream random) =>
        Warp.Of(Degrees.Draw(random), 0, 0, (0, 0), canvas).Apply(canvas, Sampling);
}

/// <summary>Slants an image about its center.</summary>
/// <param name="X">The slant of columns, in degrees, in [−40, 40].</param>
/// <param name="Y">The slant of rows, in degrees, in [−40, 40].</param>
/// <remarks>Source: notes: lines 1533-1545.</remarks>
public sealed record Shear(Interval X, Interval Y) : Transform
{
    private readonly Affine _affine = new() { ShearX = X, ShearY = Y };

    /// <inheritdoc/>
    public override bool IsRandom => _affine.IsRandom;

    internal override void Apply(Canvas canvas, RandomStream random) => _affine.Apply(canvas, random);
}

/// <summary>Shifts an image by whole pixels.</summary>
/// <param name="Right">The shift to the right, as a share of the width, in [−1, 1].</param>
/// <param name="Down">The shift downward, as a share of the height, in [−1, 1].</param>
/// <remarks>Source: notes: lines 1533-1545.</remarks>
public sealed record Translation(Interval Right, Interval Down) : Transform
{
    private readonly Affine _checked = new() { Right = Right, Down = Down };

    /// <inheritdoc/>
    public override bool IsRandom => _checked.IsRandom;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float right = MathF.Round(Right.Draw(random) * canvas.Width);
        float down = MathF.Round(Down.Draw(random) * canvas.Height);
        Warp.Of(0, 0, 0, (right, down), canvas).Apply(canvas, PixelSampling.Nearest);
    }
}
