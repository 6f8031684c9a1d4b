namespace Bantam.Cli;

/// <summary>A proof in words.</summary>
internal static class ProofText
{
    public static string Of(FitProof proof) => proof.Status switch
    {
        FitProofStatus.Proved => $"proved, {proof.Samples} of {proof.Samples} outputs equal byte for byte",
        FitProofStatus.Differs => $"DIFFERS in {proof.Mismatches} of {proof.Samples} outputs{Place(proof)}",
        _ => $"UNPROVED. {proof.Reason}",
    };

    private static string Place(FitProof proof) => proof.FirstDifference is { } difference
        ? $"; first in layer '{difference.Layer}' of sample {difference.Sample}, byte {difference.Index}: {difference.Actual} instead of {difference.Expected}"
        : $". {proof.Reason}";
}
