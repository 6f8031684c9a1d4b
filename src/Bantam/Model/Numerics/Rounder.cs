namespace Bantam.Model;

/// <summary>Decides whether a magnitude whose surplus bits are cut off grows by one unit: by a mode, or by chance.</summary>
internal readonly struct Rounder
{
    private const ulong Half = 1UL << 63;

    private readonly RoundingMode _mode;
    private readonly RandomStream? _random;

    public Rounder(RoundingMode mode)
    {
        if (!Enum.IsDefined(mode))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "This is not a rounding mode. Use one of the names of RoundingMode.");
        }

        _mode = mode;
    }

    public Rounder(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _random = random;
    }

    /// <summary>The sign of a sum that is exactly zero, of terms whose signs differ.</summary>
    public bool ZeroIsNegative => _random is null && _mode == RoundingMode.Down;

    /// <summary>Whether the magnitude grows.</summary>
    /// <param name="fraction">The part cut off, in units of 2⁻⁶⁴; its last bit is set where anything below was lost.</param>
    /// <param name="isOdd">Whether the kept magnitude is odd.</param>
    /// <param name="isNegative">Whether the number is negative.</param>
    public bool Grows(ulong fraction, bool isOdd, bool isNegative)
    {
        if (fraction == 0)
        {
            return false;
        }

        if (_random is { } random)
        {
            return (((ulong)random.NextUInt32() << 32) | random.NextUInt32()) < fraction;
        }

        return _mode switch
        {
            RoundingMode.NearestEven => fraction > Half || (fraction == Half && isOdd),
            RoundingMode.NearestAway => fraction >= Half,
            _ => !Shrinks(isNegative),
        };
    }

    /// <summary>Whether a number beyond the largest one becomes the largest one, and not infinity.</summary>
    public bool Shrinks(bool isNegative) => _random is null && _mode switch
    {
        RoundingMode.TowardZero => true,
        RoundingMode.Down => !isNegative,
        RoundingMode.Up => isNegative,
        _ => false,
    };
}
