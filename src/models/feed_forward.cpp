#include "models/feed_forward.h"

#include "nn/feed_forward.h"
#include "nn/layers.h"

namespace saa {

nn::Value feed_forward(const FeedForwardScopes& scopes, const nn::Value& x, nn::Dim hidden,
                       float epsilon, BlockForm form) {
  const nn::Dim channels = x.dim(-1);
  if (form == BlockForm::layered) {
    const nn::Value wide =
        nn::linear(scopes.widen, nn::layer_norm(scopes.norm, x, epsilon), hidden);
    return x + nn::linear(scopes.narrow, nn::gelu(wide), channels);
  }
  return nn::feed_forward(x, nn::feed_forward_layers(x.builder(), scopes.norm, scopes.widen,
                                                     scopes.narrow, channels, hidden, epsilon));
}

}  // namespace saa
