namespace Bantam.Studies;

/// <summary>Number formats: floating point and fixed point.</summary>
internal static class NumbersChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        FloatBitsStudy.Study,
        FloatDensityStudy.Study,
        FloatProductsStudy.Study,
        HalfPrecisionStudy.Study,
        FixedPointStudy.Study,
    ];
}
