namespace Bantam.Bench;

/// <summary>The peers of this machine.</summary>
internal static class PeerList
{
    /// <summary>Each peer with its version, or with the reason why it is absent.</summary>
    public static IReadOnlyList<string> Describe(int threads) =>
    [
        Describe(BlasPeer.MklName, () => BlasPeer.Mkl(threads)),
        Describe(BlasPeer.OpenBlasName, () => BlasPeer.OpenBlas(threads)),
        Describe(OneDnnPeer.Name, () => OneDnnPeer.Load(threads)),
        Describe(TorchPeer.Name, () => TorchPeer.Load(threads)),
        Describe(OnnxRuntimePeer.Name, OnnxRuntimePeer.Load),
    ];

    private static string Describe(string name, Action load)
    {
        try
        {
            load();
            return name;
        }
        catch (PeerAbsentException absent)
        {
            return $"{name}: absent, {absent.Message}";
        }
    }
}
