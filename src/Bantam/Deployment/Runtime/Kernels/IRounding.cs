using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A rounding profile as the compiler sees it: constants, so that each profile gets code of its own.</summary>
internal interface IRounding
{
    /// <summary>Whether a second rounding follows the first.</summary>
    static abstract bool IsTwice { get; }

    /// <summary>Whether ties go to the even neighbor.</summary>
    static abstract bool IsToEven { get; }
}

/// <summary><see cref="RoundingProfile.Tflm"/>.</summary>
internal readonly struct RoundTwice : IRounding
{
    public static bool IsTwice => true;

    public static bool IsToEven => false;
}

/// <summary><see cref="RoundingProfile.Single"/>.</summary>
internal readonly struct RoundOnce : IRounding
{
    public static bool IsTwice => false;

    public static bool IsToEven => false;
}

/// <summary><see cref="RoundingProfile.OnnxHalfToEven"/>.</summary>
internal readonly struct RoundOnceToEven : IRounding
{
    public static bool IsTwice => false;

    public static bool IsToEven => true;
}
